<?php
header('Content-Type: text/plain');
header('X-Accel-Buffering: no');
header('Access-Control-Allow-Origin: *');
$i = 0;
while (true) {
    // Prints some data, and empties the output buffer at once.
    echo "number is $i";
    flush();
    // Waits.
    usleep(20000);
    $i++;
}
