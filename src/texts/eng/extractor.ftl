# Extractor configurations.

screen-extractors = Extractor configurations
screen-new-extractor = New extractor configuration

extractors-empty = No extractor configurations yet. Credential partners need at least one; { "+" } makes it.

extractor-intro = Credential partners map these to their policy requests. A configuration cannot be changed later.
extractor-send = make the configuration
extractor-made = Extractor configuration saved
extractor-made-next = { $name } can be mapped by credential partners from now on.

act-go-extractors = extractors
    .about = Go to: extractor configurations
act-extractor-create = new configuration

field-configName = Configuration name
field-bioextractorProviderName = Provider name
field-bioextractorProviderVersion = Provider version
field-bioModality = Biometric modality
field-credentialDataFormat = Credential data format
field-attributeName = Attribute name

tip-configName = How partners recognise it in their list.
tip-bioextractorProviderVersion = At most 36 characters.
tip-credentialDataFormat = Raw data as captured, or a template made of it.
tip-attributeName = Raw data: photo for face, iris for iris, fingerprint for finger.
