-- name: next_boot
UPDATE meta SET value = value + 1 WHERE name = 'boot' RETURNING value
-- name: set_meta
UPDATE meta SET value = ?2 WHERE name = ?1
-- name: get_meta
SELECT value FROM meta WHERE name = ?1
-- name: last_row_of_class
SELECT coalesce(max(row), 0) FROM readings WHERE row >= ?1 AND row < ?2
-- name: count_class
SELECT count(*), coalesce(sum(quality = 4), 0) FROM readings WHERE row >= ?1 AND row < ?2
-- name: insert_reading
INSERT OR IGNORE INTO readings (row, taken_at, quality, uptime, boot, stored_at, rssi, body)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
-- name: improve_rssi
UPDATE readings SET rssi = ?2 WHERE row = ?1
-- name: remove_reading
DELETE FROM readings WHERE row = ?1
-- name: take_readings
SELECT row, taken_at, quality, rssi, body FROM readings WHERE row > ?1 AND row < ?2 AND quality <> 4
ORDER BY row LIMIT ?3
-- name: put_meter
INSERT INTO meters (meter, slot, day, words, counter, counter_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (meter) DO UPDATE SET slot = excluded.slot, day = excluded.day, words = excluded.words,
    counter = excluded.counter, counter_at = excluded.counter_at
-- name: all_meters
SELECT meter, slot, day, words, counter, counter_at FROM meters LIMIT ?1
-- name: put_format
INSERT OR REPLACE INTO formats (signature, headers) VALUES (?1, ?2)
-- name: all_formats
SELECT signature, headers FROM formats LIMIT ?1
-- name: insert_sealed
INSERT INTO sealed (meter, taken_at, quality, uptime, boot, rssi, frame) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
-- name: count_sealed
SELECT count(*) FROM sealed
-- name: count_timeless_sealed
SELECT count(*) FROM sealed WHERE quality = 4
-- name: count_sealed_meters
SELECT count(DISTINCT meter) FROM sealed
-- name: drop_oldest_sealed
DELETE FROM sealed WHERE row IN (SELECT row FROM sealed ORDER BY row LIMIT ?1)
-- name: page_of_sealed
SELECT row, meter, taken_at, quality, rssi, frame FROM sealed WHERE row > ?1 ORDER BY row LIMIT ?2
-- name: remove_sealed
DELETE FROM sealed WHERE row = ?1
-- name: rewrite_times
UPDATE readings SET taken_at = uptime + ?2, stored_at = uptime + ?2, quality = 3 WHERE quality = 4 AND boot = ?1
-- name: rewrite_sealed_times
UPDATE sealed SET taken_at = uptime + ?2, quality = 3 WHERE quality = 4 AND boot = ?1
-- name: release_lost_times
UPDATE readings SET stored_at = ?2 WHERE quality = 4 AND boot <> ?1 AND stored_at IS NULL
-- name: expire_class
DELETE FROM readings WHERE row IN
    (SELECT row FROM (SELECT row, CASE stored_at WHEN 0 THEN taken_at ELSE stored_at END AS since FROM readings
                      WHERE row >= ?1 AND row < ?2 ORDER BY row LIMIT ?4)
     WHERE since < ?3)
-- name: thin_class
DELETE FROM readings WHERE row IN
    (SELECT row FROM readings WHERE row >= ?1 AND row < ?2 AND (taken_at / 3600000000) % ?3 <> 0 ORDER BY row LIMIT ?4)
RETURNING row
-- name: drop_oldest_of_class
DELETE FROM readings WHERE row IN (SELECT row FROM readings WHERE row >= ?1 AND row < ?2 ORDER BY row LIMIT ?3)
-- name: count_readings
SELECT count(*) FROM readings
-- name: count_all_sealed
SELECT count(*) FROM sealed
-- name: count_meters
SELECT count(*) FROM meters
-- name: newest_reading
SELECT coalesce(max(taken_at), 0) FROM readings
