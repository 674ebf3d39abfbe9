// node receive.cjs URL: the same with `require()`, which gets an ES module where Node supports that.
const { sse$ } = require('ngx-comet/core');
const { shareAcrossTabs } = require('ngx-comet/tabs');
const { take } = require('rxjs');

sse$(process.argv[2], { observe: 'messages' })
  .pipe(shareAcrossTabs('prices'), take(2))
  .subscribe({ next: ({ data }) => console.log(data.value), error: (error) => console.log(String(error)) });
