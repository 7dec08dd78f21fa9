# Who is signed in.

act-go-profile = profile
    .about = Go to: profile
screen-profile = Profile

profile-not-available = not available
profile-roles = Roles
profile-consent = Terms accepted
profile-no-consent = The terms have not been accepted yet.
