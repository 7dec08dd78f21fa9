# Forms and wizards, and the rules that they check.

form-send = send
form-sending = Sending…
form-needed = needed
form-optional = optional
form-yes = yes
form-no = no
form-choose = Enter or type to choose
form-choices-loading = loading…
form-no-choices = nothing to choose
form-no-match = nothing matches

file-pasted = pasted
file-given = as it is now
file-edited = from your editor
file-refused = It would be refused like this, so it is not sent. Choose another file.
file-private-key = This is a private key. It was not kept and not sent; give the certificate.
file-unreadable = The file cannot be read: { $why }
file-title = Choose a file
file-up = ..

editor-failed = Nothing was changed: { $why }

wizard-next = next step
wizard-review = Review

draft-title = Go on where you were?
draft-text = An earlier run left a draft of this, without passwords and files.
draft-yes = go on with the draft
draft-no = Begin anew

why-sending = It is being sent.
why-first-step = This is the first step.
why-step-sent = The step before has been sent and cannot be changed any more.

act-form-send = send
act-form-enter = next
    .about = Next field; on the last line, send
act-form-browse = browse
    .about = Pick a file from a list
act-form-retry = try again
    .about = Ask again for what the form needs
act-form-edit = editor
    .about = Change the text in your own editor

act-wizard-next = next step
act-wizard-back = step before
act-wizard-enter = next
    .about = Next field; on the last line, next step

rule-required = This is needed.
rule-too-short = At least { $limit } characters.
rule-too-long = At most { $limit } characters.
rule-characters = There is a character that is not allowed here.
rule-blanks = No blanks here.
rule-email = This is not an e-mail address that is accepted here.
rule-choice = Choose one of the offered words.
rule-date = Write a date like 2026-11-22, today or +30d.
rule-date-time = Write a date and time like 2026-11-22T10:15:30Z.
rule-url = An address begins with http:// or https:// and has no blanks or quotes.
rule-object = This must be a JSON object with something in it.
rule-password = At least 10 characters, not all of them the same.
rule-policy = This must be a JSON object of at most 5120 characters.
rule-other = This is not accepted here.
