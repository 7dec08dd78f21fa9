-- Two more orders of the list of partners: whether one is active, and its group's id.
ALTER TABLE partner ADD COLUMN is_active TEXT COLLATE "C" NOT NULL GENERATED ALWAYS AS (CASE state WHEN 'active' THEN 'true' ELSE 'false' END) STORED;
ALTER TABLE partner ADD COLUMN group_key TEXT COLLATE "C" NOT NULL GENERATED ALWAYS AS (COALESCE(group_id, '')) STORED;
CREATE INDEX partner_by_active ON partner (is_active, id);
CREATE INDEX partner_by_state_active ON partner (state, is_active, id);
CREATE INDEX partner_by_group_key ON partner (group_key, id);
CREATE INDEX partner_by_state_group_key ON partner (state, group_key, id);
