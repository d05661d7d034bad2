-- Times are UTC on every machine. Progress is measured and asked for, never printed.
set timezone = 'UTC';
set enable_progress_bar = true;
set enable_progress_bar_print = false;
