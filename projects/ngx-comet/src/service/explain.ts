import { InjectionToken } from '@angular/core';
import type { HttpOptions } from 'ngx-comet/core';

/** Who is asked about a request that failed without an answer; absent unless `withDiagnostics()` is used. */
export const EXPLAIN = new InjectionToken<NonNullable<HttpOptions['explain']>>('ngx-comet explain');
