<?php
// The router of `php -S`: the four paths, in the plainest PHP there is.
function lives(): string { return sys_get_temp_dir() . '/held-' . $_SERVER['SERVER_PORT']; }
function say(string $text): void { echo $text; if (ob_get_level() > 0) ob_flush(); flush(); }

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($path === '/lines') {
    header('Content-Type: application/x-ndjson');
    for ($n = 1; $n <= 5; $n++) { say(json_encode(['n' => $n]) . "\n"); usleep(5000); }
    return true;
}
header('Content-Type: text/event-stream');
header('Cache-Control: no-cache');
if ($path === '/sse') {
    $last = (int) ($_SERVER['HTTP_LAST_EVENT_ID'] ?? 0);
    for ($n = $last + 1; $n <= $last + 3; $n++) { say("id: $n\ndata: " . json_encode(['n' => $n]) . "\n\n"); usleep(5000); }
} elseif ($path === '/held') {
    // PHP notices that nobody listens any more when it writes.
    ignore_user_abort(true);
    file_put_contents(lives(), '1');
    say("data: {\"n\":1}\n\n");
    while (!connection_aborted()) { usleep(20000); say(": still here\n\n"); }
    unlink(lives());
} else {
    say('data: ' . file_get_contents('php://input') . "\n\n");
    say("event: done\ndata: {}\n\n");
}
return true;
