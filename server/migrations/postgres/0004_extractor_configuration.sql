-- Extractor configurations, for credential partners to map.
CREATE TABLE extractor_configuration (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    name_fold TEXT COLLATE "C" NOT NULL,
    provider TEXT COLLATE "C" NOT NULL,
    provider_fold TEXT COLLATE "C" NOT NULL,
    provider_version TEXT COLLATE "C" NOT NULL,
    provider_version_fold TEXT COLLATE "C" NOT NULL,
    modality TEXT COLLATE "C" NOT NULL,
    attribute TEXT COLLATE "C" NOT NULL,
    attribute_fold TEXT COLLATE "C" NOT NULL,
    data_format TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX extractor_configuration_name ON extractor_configuration (name_fold);
CREATE INDEX extractor_configuration_by_created ON extractor_configuration (created_at, id);
CREATE INDEX extractor_configuration_by_name ON extractor_configuration (name, id);
CREATE INDEX extractor_configuration_by_provider ON extractor_configuration (provider, id);
CREATE INDEX extractor_configuration_by_version ON extractor_configuration (provider_version, id);
CREATE INDEX extractor_configuration_by_modality ON extractor_configuration (modality, id);
CREATE INDEX extractor_configuration_by_attribute ON extractor_configuration (attribute, id);
