-- tenant account: task:announce reads, because every administration's are told again
-- tenant cashier: task:announce reads, because every administration's are told again
SELECT 1;
