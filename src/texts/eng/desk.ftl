# The desk itself: header, messages, keys that work everywhere, and what failed.

app-name = Partner Desk
app-language = eng
app-about = onboarding for MOSIP partners, in the terminal
app-arrow = →

screen-home = Home
screen-messages = Messages
screen-tasks = Tasks
screen-copied = Copied
screen-too-small = Partner Desk needs { $need }, this terminal is { $is }.

head-live = live
head-offline = offline
head-read-only = read-only

footer-quit = Ctrl-c Ctrl-c

offline-trying = offline: trying again…
offline-counting = offline: tries again in { $n } s
offline-until = offline: tries again at { $time }

act-app-escape = back
    .about = Close the topmost thing
act-app-back = back
    .about = Leave this page
act-app-command = command
    .about = Find any action by its words
act-app-help = help
    .about = What can be done here
act-app-last = last page
    .about = Go to the page before
act-app-backward = back
    .about = Back in the history
act-app-forward = forward
    .about = Forward in the history
act-app-redraw = redraw
    .about = Paint the screen again
act-app-suspend = suspend
    .about = Back to the shell for a while
act-app-undo = undo
    .about = Take the last action back
act-app-copied = show copy
    .about = Show what was copied last, for the terminal's own selection
act-app-messages = messages
    .about = What was said so far
act-app-background = in the background
    .about = Let it go on while you do something else
act-app-tasks = tasks
    .about = What goes on in the background
act-app-sign-out = sign out
    .about = End the session
act-app-quit = quit
    .about = End the program

act-tasks-open = look at it
act-tasks-stop = stop
act-tasks-down = down
act-tasks-up = up

act-help-all = everything
    .about = Show what works everywhere too
act-help-close = close

why-nothing-to-undo = There is nothing to take back.
why-offline = The server cannot be reached, so nothing can be changed. Trying again…
why-read-only = This profile is read-only: nothing can be changed with it.
why-needs-role = { $n ->
        [1] This needs the role { $roles }.
        [2] This needs one of these roles: { $roles }.
        [3] This needs one of these roles: { $roles }.
       *[other] This needs another role, such as { $first }.
    }
why-no-tasks = Nothing goes on in the background.
why-nothing-copied = Nothing has been copied yet.
why-all-shown = Everything is shown already.
why-nothing-failed = Nothing failed.

toast-undo = { $key } undo
toast-undone = Taken back.
toast-behind = It goes on in the background. :tasks shows how far it is.
toast-behind-done = { $title }: { $sentence }
toast-behind-failed = { $title }: { $sentence }. :tasks shows what failed.
toast-cancelled = Stopped. Ctrl-c again quits.
toast-sent-already = It was sent already; the answer will come. Ctrl-c again quits.
toast-away-done = { $what }: done.
toast-away-failed = { $what }: { $why }
toast-copied = { $what } sent to the terminal's clipboard. { $key } shows it.
toast-copied-secret = { $what } sent to the terminal's clipboard.
toast-copy-kept = Saved in { $file }: too long for the terminal's clipboard.
toast-copy-lost = Too long for the terminal's clipboard, and it could not be saved: { $why }
toast-unknown-command = There is no command “{ $words }”.
toast-auto-refresh = Refreshes every { $seconds } seconds.
toast-auto-refresh-off = Refreshes only when you ask.
toast-marked-page = { $n } marked: the rows on the screen. Again marks all that match, up to { $most }.
toast-marked-all = { $n } marked: all rows that match.
toast-marked-most = { $n } marked: the first { $most } of { $all } rows that match.

copied-id = Id
copied-row = Row
copied-json = JSON
copied-command = Command
copied-list = Command
copied-secret = Secret

palette-title = Command
palette-words = No action is called that. Enter runs the words: a screen's name with filters, or goto ID.

help-title = What can be done here
help-title-all = What can be done

tasks-none = Nothing goes on in the background.
messages-none = Nothing has been said yet.

failed-unreachable = The server at { $address } cannot be reached.
failed-timed-out = The server at { $address } did not answer in time. It may or may not have done what was asked; look before you repeat.
failed-not-a-server = What answers at { $address } is no partner management server.
failed-unreadable = The server's answer could not be understood.
failed-refused = { $message } ({ $code })

hint-request = Tell your administrator the request id { $id }.
hint-not-allowed = Another role is needed for this. Ask your partner admin.
hint-throttled = Wait a moment.
hint-unreachable = Check the line and the address. What you typed is kept.

act-choose-up = up
act-choose-down = down
