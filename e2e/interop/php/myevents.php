<?php
require 'feed.php';
header('Content-Type: text/event-stream');
header('Cache-Control: no-cache');
$last = (int) ($_SERVER['HTTP_LAST_EVENT_ID'] ?? 0);
// PHP notices that nobody listens any more when it writes.
for ($beats = 0; !connection_aborted(); $beats++) {
    foreach (array_slice(messages(), $last) as $message) {
        $last++;
        echo "id: $last\ndata: $message\n\n";
    }
    if ($beats % 10 === 0) echo ": still here\n\n";
    flush();
    usleep(10000);
}
