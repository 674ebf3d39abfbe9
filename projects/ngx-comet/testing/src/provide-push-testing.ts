import { DestroyRef, inject, makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import { PUSH_CLOCK } from 'ngx-comet';
import { PushTestingController, pushTesting, type PushTestingOptions } from 'ngx-comet/core/testing';

/**
 * Replaces the network and the time of all streams of `PushService` and `injectPush`, whatever else is provided for them.
 * Inject {@link PushTestingController} to find and answer their connections.
 *
 * The requests go past the interceptors of `HttpClient`: `provideHttpClientTesting()` is for those, and works beside it.
 *
 * @usageNotes
 * ```ts
 * TestBed.configureTestingModule({ providers: [providePushTesting()] });
 * const push = TestBed.inject(PushTestingController);
 * const fixture = TestBed.createComponent(App);
 * push.expectOne('/prices').next({ price: 7 });
 * ```
 */
export function providePushTesting(options: PushTestingOptions = {}): EnvironmentProviders {
  return makeEnvironmentProviders([
    {
      provide: PushTestingController,
      useFactory: () => {
        const push = pushTesting(options);
        inject(DestroyRef).onDestroy(() => push.release());
        return push;
      },
    },
    { provide: PUSH_CLOCK, useFactory: () => inject(PushTestingController).options.clock },
  ]);
}
