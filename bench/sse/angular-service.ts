// ngx-sse-client is a service of Angular, so it gets an application.
import '@angular/compiler';
import { provideHttpClient } from '@angular/common/http';
import { provideZonelessChangeDetection, type ApplicationRef } from '@angular/core';
import { createApplication } from '@angular/platform-browser';
import { SseClient } from 'ngx-sse-client';
import { Subscription } from 'rxjs';

let application: Promise<ApplicationRef> | undefined;

/** Starts the application with the first call, which is the warm-up. */
export function angularService(url: string, message: (data: string) => void): () => void {
  application ??= createApplication({ providers: [provideZonelessChangeDetection(), provideHttpClient()] });
  const subscription = new Subscription();
  void application.then(({ injector }) => {
    const events$ = injector.get(SseClient).stream(url, { responseType: 'text' });
    subscription.add(
      events$.subscribe((data) => {
        message(data);
      }),
    );
  });
  return () => {
    subscription.unsubscribe();
  };
}
