<?php
// What the scripts share: a channel is a file with one message per line, and the number of a line is its id.
header('Access-Control-Allow-Origin: *');
header('X-Accel-Buffering: no');
set_time_limit(60);
if ($_SERVER['REQUEST_METHOD'] === 'OPTIONS') { header('Access-Control-Allow-Headers: *'); exit; }

function messages(): array {
    $file = getenv('CHANNELS') . '/' . basename($_GET['channel']);
    return file_exists($file) ? file($file, FILE_IGNORE_NEW_LINES) : [];
}
