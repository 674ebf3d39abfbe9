import { InjectionToken } from '@angular/core';
import type { HttpOptions } from 'ngx-comet/core';

/** Explains a request that failed without a response; absent unless `withDiagnostics()` is used. */
export const EXPLAIN = new InjectionToken<NonNullable<HttpOptions['explain']>>('ngx-comet explain');
