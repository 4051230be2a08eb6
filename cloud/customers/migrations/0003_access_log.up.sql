-- Of the shape that every context's access log has; what is read here is the customer's row itself.
ALTER TABLE access_log ADD COLUMN document_id uuid, ADD COLUMN what text NOT NULL DEFAULT '';
