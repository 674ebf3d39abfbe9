/** The URL of the socket, which is the name of the feed. */
export function socketUrl(feed: string): string {
  const { pathname, search } = new URL(feed);
  return decodeURIComponent(pathname.slice('/feeds/'.length)) + search;
}
