-- tenant invoice: task:announce reads, because every administration's are told again
SELECT 1;
