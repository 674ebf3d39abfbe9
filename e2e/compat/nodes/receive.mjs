// node receive.mjs URL: prints what a feed reports, and hangs up after the second price. Then Node ends by itself, if
// nothing was left open.
import { sse$ } from 'ngx-comet/core';
import { shareAcrossTabs } from 'ngx-comet/tabs';
import { take } from 'rxjs';

sse$(process.argv[2], { observe: 'messages' })
  .pipe(shareAcrossTabs('prices'), take(2))
  .subscribe({ next: ({ data }) => console.log(data.value), error: (error) => console.log(String(error)) });
