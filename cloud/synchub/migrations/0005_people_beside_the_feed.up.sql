-- What PINs were checked by stood in the feed. Those rows become gone, as any entity does: no body, a hash of 0, a
-- position of their own, and the partition's checksum (a sum modulo 2^64) without them. So a till that holds them drops
-- them.
ALTER TABLE feed_row NO FORCE ROW LEVEL SECURITY;
ALTER TABLE feed_partition NO FORCE ROW LEVEL SECURITY;

CREATE TEMPORARY TABLE gone ON COMMIT DROP AS
SELECT f.partition, f.id, f.hash, p.position + row_number() OVER (PARTITION BY f.partition ORDER BY f.id) AS position
FROM feed_row f JOIN feed_partition p ON p.partition = f.partition WHERE f.kind = 'cashier' AND f.body <> '';

UPDATE feed_row f SET body = '', hash = 0, position = g.position
FROM gone g WHERE f.partition = g.partition AND f.kind = 'cashier' AND f.id = g.id;

UPDATE feed_partition p SET position = s.position, checksum = mod(mod(p.checksum - s.hashes, 18446744073709551616)
    + 18446744073709551616 + 9223372036854775808, 18446744073709551616) - 9223372036854775808
FROM (SELECT partition, max(position) AS position, sum(hash) AS hashes FROM gone GROUP BY partition) s
WHERE p.partition = s.partition;

ALTER TABLE feed_row FORCE ROW LEVEL SECURITY;
ALTER TABLE feed_partition FORCE ROW LEVEL SECURITY;
ALTER TABLE feed_row ADD CONSTRAINT feed_row_is_nobodys_pin CHECK (kind <> 'cashier' OR body = '');
