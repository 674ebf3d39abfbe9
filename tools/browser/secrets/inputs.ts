// Inputs that try to make an error or a log line show a secret. Each plants its own marker at one place. To add one, add a row.
import { FEED_INPUTS } from './feed-inputs';
import type { Input } from './input';
import { REQUEST_INPUTS } from './request-inputs';

/** All inputs. */
export const INPUTS: readonly Input[] = [...REQUEST_INPUTS, ...FEED_INPUTS];
