# From the first screen to the desk: servers, sign-in, registration, first steps.

act-connecting-retry = try again
act-start-open = open
connecting-server = Reaching { $address }…

start-try = Try it
start-try-about = a sample country with every kind of partner
start-here = Start here
start-here-about = an empty desk on this machine, yours to run
start-elsewhere = Connect
start-elsewhere-about = to a Partner Desk or MOSIP server you have
start-address = Address of the server
start-working = One moment…
start-nothing-written = Nothing has been written yet. Data would go to { $folder }

sign-in-question = Who are you?
sign-in-name = User name
sign-in-password = Password
sign-in-send = sign in
sign-in-working = Signing in…
sign-in-cards = or play a role of the sample country
sign-in-more = or type a name: { $names }
sign-in-new = New here? { $register } registers your organisation, { $activate } takes an activation code.
sign-in-again = Sign in again
sign-in-again-text = Your session has ended. What you typed is kept; afterwards it goes on.

screen-register = Register as a partner
screen-first-admin = First admin
screen-activate = Activate an account
screen-policy-group = Choose your policy group
screen-register-partner = Register your organisation
screen-consent = Terms and conditions

field-partnerType = Partner type
field-organizationName = Organisation
field-firstName = Given name
field-lastName = Family name
field-emailId = E-mail
field-contactNumber = Phone
field-address = Address
field-langCode = Language of messages
field-userName = User name
field-password = Password
field-setupCode = Set-up code
field-activationCode = Activation code
field-policyGroup = Policy group

tip-partnerType = What your organisation does. It cannot be changed later.
tip-organizationName = Exactly as in your certificate, letter by letter.
tip-userName = You sign in with it, and it becomes your partner id. No blanks.
tip-password = At least 10 characters. Longer is better than stranger.
tip-setupCode = It stands in the file that the server named when it started.
tip-activationCode = From the admin who made your account. It works once.
tip-policyGroup = Exactly one. It cannot be changed later.

choice-eng = English
choice-fra = français
choice-ara = العربية

register-intro = The person who signs in, and the organisation they act for.
register-send = register
register-partner-intro = Your kind of partner needs no policy group. This registers your organisation.
register-partner-send = register

registered-title = Registered
registered-next = Sign in as { $name } next. The desk then asks what is still missing: a policy group for most partners, the terms, and your certificate.
registered-sign-in = Sign in

first-admin-intro = This desk is empty. Whoever makes it its first admin decides about everybody else.
first-admin-send = make the desk yours

activate-intro = Somebody made an account for you. Choose its password.
activate-send = activate

policy-group-intro = A policy group decides which policies you can ask for.
policy-group-send = choose this group

act-sign-in-register = register
    .about = Register yourself as a partner
act-sign-in-activate = code
    .about = Activate an account with its code

consent-text =
    So that you can be onboarded and reached, this desk keeps what you gave at registration: your name, your user name, your e-mail address and phone number, and the name and address of your organisation.

    It is used to run your account and your partner: to show who asked for what and who decided, to write to you about requests, certificates and keys, and to keep a record that can be checked later. Address, phone number and e-mail are sealed where they are stored. They are shown to the partner admins and the support staff of this desk, and to nobody else.

    What you upload, ask for and decide is written to an audit trail that cannot be changed afterwards.

    You can see what is kept on your profile, and ask a partner admin to correct it. When you leave, ask them to close your account.
consent-tick = I have read this and agree.

why-tick-first = Tick first that you agree: Space.

act-consent-tick = tick
act-consent-proceed = proceed
act-consent-down = down
act-consent-up = up
