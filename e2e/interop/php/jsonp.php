<?php
require 'feed.php';
header('Content-Type: text/javascript');
$after = (int) ($_GET['after'] ?? 0);
for ($waited = 0; $waited < 100 && count(messages()) <= $after; $waited++) usleep(10000);
if (!preg_match('/^[\w.]+$/', $_GET['callback'])) http_response_code(400);
else echo $_GET['callback'] . '(' . (messages()[$after] ?? 'null') . ');';
