# Accounts.

act-account-invite = invite
    .about = Make an account for a colleague
act-go-accounts = accounts
    .about = Go to: accounts

choice-PARTNER_ADMIN = partner admin: decides about partners, certificates and requests
choice-POLICYMANAGER = policy manager: makes policy groups and policies
choice-SUPPORT = support: sees the queues and claims, decides nothing

field-account-name = User name
field-role = Role

invite-code = Activation code of { $name }, until { $until }
invite-intro = You get a code for them. With it they choose their password, once.
invite-send = make the account

screen-accounts = Accounts
screen-invite = Invite
