import { type ApplicationConfig, provideBrowserGlobalErrorListeners } from '@angular/core';

// As `ng new` makes it: `ng add` adds providePush().
export const appConfig: ApplicationConfig = {
  providers: [provideBrowserGlobalErrorListeners()],
};
