# Dialogs: confirmations, work on many rows, secrets, success.

act-dialog-pick = choose
act-dialog-tick = show or hide
act-dialog-yes = yes
act-dialog-next = next

act-bulk-go = begin
act-bulk-stop = stop
    .about = Stop after the row that is under way
act-bulk-retry = retry
    .about = Try again what failed or was left
act-bulk-close = close

why-begun = It has begun already.
why-not-running = Nothing is running.
why-running = It is still running; stop it first.

prompt-done = go on

confirm-several = { $n } rows
confirm-environment = Environment: { $name }
confirm-cancel = Cancel
confirm-reason = Reason
confirm-reason-optional = Reason (optional)
confirm-reason-needed = Give a reason; it is kept and shown.
confirm-type = Type { $name } to confirm
confirm-name-differs = What you typed differs.

unsaved-title = Leave this page?
unsaved-text = What you typed here has not been sent and would be lost.
unsaved-elsewhere = What you typed on “{ $page }” has not been sent and would be lost.
unsaved-yes = leave
unsaved-no = Stay here

working-title = Leave while something goes on?
working-text = Work goes on in the background. It would stop where it is; :tasks shows how far that is.
working-yes = leave

bulk-preview = { $all } rows. Nothing has been sent yet.
bulk-running = { $done } of { $all } done, { $failed } failed
bulk-stopped = Stopped: { $done } of { $all } done, { $failed } failed
bulk-done = { $done } of { $all } done, { $failed } failed

secret-once = Store it now. It cannot be shown again.
secret-sure = It has not been copied. Close again if you have it.

success-back = Go back
success-home = Home

act-secret-copy = copy
act-secret-close = I have it

act-success-pick = go
act-success-down = down
act-success-up = up

download-done = Saved: { $file }
download-note = For your eyes only; a file that exists is never overwritten.
why-not-ready = There is nothing to save yet.

download-save = save
