-- Extractor configurations, for credential partners to map.
CREATE TABLE extractor_configuration (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_fold TEXT NOT NULL,
    provider TEXT NOT NULL,
    provider_fold TEXT NOT NULL,
    provider_version TEXT NOT NULL,
    provider_version_fold TEXT NOT NULL,
    modality TEXT NOT NULL,
    attribute TEXT NOT NULL,
    attribute_fold TEXT NOT NULL,
    data_format TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX extractor_configuration_name ON extractor_configuration (name_fold);
CREATE INDEX extractor_configuration_by_created ON extractor_configuration (created_at, id);
CREATE INDEX extractor_configuration_by_name ON extractor_configuration (name, id);
CREATE INDEX extractor_configuration_by_provider ON extractor_configuration (provider, id);
CREATE INDEX extractor_configuration_by_version ON extractor_configuration (provider_version, id);
CREATE INDEX extractor_configuration_by_modality ON extractor_configuration (modality, id);
CREATE INDEX extractor_configuration_by_attribute ON extractor_configuration (attribute, id);
