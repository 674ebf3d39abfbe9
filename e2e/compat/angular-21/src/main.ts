import { platformBrowser } from '@angular/platform-browser';
import { AppModule } from './app/app-module';

// zone.js cannot follow native async functions, so the target has no top-level await.
void platformBrowser().bootstrapModule(AppModule);
