# Lists, the page of one thing, reading and export.

act-list-open = open
act-list-mark = mark
    .about = Mark or unmark the row
act-list-menu = actions
    .about = Actions on the marked rows, else the row
act-list-filter = filter
    .about = Filter by typing
act-list-sort = sort
    .about = Sort by a column
act-list-export = export
    .about = Export what the filter selects, or the marked rows
act-list-down = down
act-list-up = up
act-list-top = first row
act-list-bottom = last row
act-list-half-down = half a page down
act-list-half-up = half a page up
act-list-page-down = page down
act-list-page-up = page up
act-list-range = range
    .about = Mark a range: begin or end
act-list-mark-page = mark page, all
    .about = Mark the rows on the screen; again: all that match
act-list-filter-form = filters
    .about = Filter by a field
act-list-clear-filter = clear filters
act-list-reverse = reverse
    .about = Turn the order round
act-list-columns = columns
    .about = Choose columns, their order and width
act-list-refresh = refresh
act-list-auto-refresh = auto-refresh
    .about = Refresh by itself: every 10, 30, 60 seconds, off
act-list-copy-command = copy list command
    .about = Copy the command that prints this list
act-list-focus = to the details
    .about = Read and search the details beside the list
act-list-pane = details
    .about = Show or hide the details beside the list

act-copy-id = copy id
    .about = Copy the id
act-copy-row = copy row
    .about = Copy the row, cells apart by tabs
act-copy-json = copy JSON
    .about = Copy the row as JSON
act-copy-command = copy command
    .about = Copy the command that shows this

act-columns-down = down
act-columns-up = up
act-columns-earlier = earlier
act-columns-later = later
act-columns-narrower = narrower
act-columns-wider = wider
act-columns-reset = reset

act-detail-refresh = refresh

act-text-down = down
act-text-up = up
act-text-page-down = page down
act-text-page-up = page up
act-text-top = beginning
act-text-bottom = end
act-text-search = search
    .about = Search for words
act-text-next = next match
act-text-previous = match before

why-no-details = No details stand beside the list; Enter opens them on a page.
why-last-column = One column has to stay.
why-first-column = This column is the first.
why-at-the-end = This column is the last.
why-as-declared = Nothing has been changed.
why-no-row = This is no row of a list.
why-no-command = No command shows this yet.
why-no-search = Search for something first.
why-nothing-selected = There is no row here.
why-one-at-a-time = This can be done with one row at a time.
why-no-detail = There is nothing more to show.
why-no-actions = There is nothing to do with these rows.
why-no-filters = This list cannot be filtered.
why-no-filter-set = No filter is set.
why-too-narrow = This needs 120 columns; Enter opens the details on a page.

list-filter-keep = keep the filter
list-focus-back = back to the list
list-empty = Nothing here yet.
list-no-match = Nothing matches the filter.   \ clears it
list-no-filter = no filter
list-position = { $at } of { $of }
list-position-from-end = { $n } before the last
list-loading = loading…
list-still-loading = still waiting for the server…   Ctrl-c stops
list-retry = r try again
list-range = marking a range
list-marked = { $n } marked
list-marking = marking… { $n }
list-sorted-descending = sorted by { $column }, largest first
list-sorted-ascending = sorted by { $column }
list-newest-first = newest first
list-refreshing = refreshing…
list-updated = updated { $time }
list-auto = every { $seconds } s

filter-within-days = within { $days } d
filter-title = Filter

sort-title = Sort by
sort-descending = largest first
sort-ascending = smallest first

columns-title = Columns
columns-keep = keep
columns-width = { $n } wide
columns-by-itself = by itself

menu-title = Actions
detail-more = more below

export-title = Export
export-csv = CSV, for spreadsheets
export-json = JSON, one value per line
export-file = Into which file?
export-where = Into which file? - prints it when the desk ends
export-printed = { $n } rows are printed when the desk ends.
export-running = { $n } rows written…
export-done = { $n } rows written to { $file }.
export-failed = { $file } could not be written: { $why }.

search-nothing = nothing found
search-keys = { $next } next  { $previous } before
