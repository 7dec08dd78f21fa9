# Policy groups and policies.

act-go-policies = policies
    .about = Go to: policies
act-go-policy-groups = policy groups
    .about = Go to: policy groups

act-group-deactivate = deactivate
    .about = Deactivate the policy group for good
    .title = Deactivate { $name }
    .confirm = Nobody can choose this group or make policies in it any more, and nobody can switch it on again. The server refuses as long as the group has active or draft policies.
    .done = Deactivated: { $name }
act-group-new = new group
    .about = Make a policy group

act-policy-clone = clone
    .about = Copy the policy into another group, as a draft
act-policy-copy = copy JSON
    .about = Copy the policy's JSON
act-policy-deactivate = deactivate
    .about = Deactivate the policy for good
    .title = Deactivate { $name }
    .confirm = Nobody can request this policy any more, and nobody can switch it on again. The server refuses as long as partners use it or requests for it are waiting.
    .done = Deactivated: { $name }
act-policy-edit = edit
    .about = Change the draft
act-policy-new = new policy
    .about = Make a draft policy
act-policy-publish = publish
    .about = Publish the draft
    .title = Publish { $name }
    .confirm = Partners of its group can request the policy from now on. It can never be changed again; to change something later, clone it.
    .done = Published: { $name }
act-policy-save = save JSON
    .about = Save the policy's JSON into a file

choice-Auth = Auth: who may be verified, and how
choice-CredentialIssuance = CredentialIssuance: data for issued credentials
choice-DataShare = DataShare: data that is handed over
choice-MISP = MISP: what an infrastructure provider may pass on

field-desc = What it is for
field-group = Policy group
field-name = Name
field-origin = Copied from
field-policies = Policy JSON
field-policyGroupName = Policy group
field-policyType = Policy type
field-type = Policy type

group-intro = Partners choose one group when they register, and ask for the policies in it.
group-made = Made: { $name }
group-make = make the group

groups-empty = No policy groups yet.   + makes one
groups-no-policies = No policies in this group yet.
groups-policies = Policies

policies-empty = No policies yet.   + makes one

policy-broken = Line { $line }, column { $column }: { $why }.
policy-checks = May verify with
policy-copy-intro = The copy is a draft with the same data. Its name must be free in the other group.
policy-encrypted = Encrypted
policy-encrypted-all = every attribute
policy-encrypted-none = no attribute
policy-fits = { $n ->
    [one] One attribute
   *[other] { $n } attributes
} and everything else that its type needs.
policy-in-words = In plain words
policy-intro = A draft can be changed until it is published. Nobody can request it before that.
policy-json = JSON
policy-lacks = A policy of this type lacks { $members }.
policy-mandatory = (always)
policy-no-object = This is JSON, but no object: a policy stands between braces.
policy-reaches = Reaches them
policy-reads = { $n ->
    [one] One attribute
   *[other] { $n } attributes
}. Choose the policy type and the rest is checked as well.
policy-save-draft = save as a draft
policy-saved = Saved as a draft: { $name }. Publish it when it is ready.
policy-sees = Would see
policy-sees-nothing = This policy gives no attributes.
policy-share = { $kind } share, valid for { $minutes } minutes and { $times } uses, encryption { $encryption }
policy-too-long = { $n } characters; a policy may have at most { $most }.

screen-group-new = New group
screen-groups = Policy groups
screen-policies = Policies
screen-policy-copy = Clone
screen-policy-edit = Edit
screen-policy-new = New policy

tip-policies = Paste the JSON, write a path (Tab completes it), pick a file with Ctrl-f, or write it in your editor with Ctrl-e.

why-group-deactivated = This group is deactivated; that is final.
why-policy-deactivated = This policy is deactivated; that is final.
why-policy-draft = Only a published policy can be deactivated; this one is a draft.
why-policy-no-draft = Only a draft can be changed or published. Clone it and change the copy.
