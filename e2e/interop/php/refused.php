<?php
http_response_code(503);
header('Retry-After: 2');
echo 'no more workers';
