<?php
require 'feed.php';
$after = (int) ($_GET['after'] ?? 0);
for ($waited = 0; $waited < 100 && count(messages()) <= $after; $waited++) usleep(10000);
$news = messages()[$after] ?? null;
if ($news === null) http_response_code(204);
else { header('Content-Type: application/json'); echo $news; }
