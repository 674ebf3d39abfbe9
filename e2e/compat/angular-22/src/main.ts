import { Component, ChangeDetectionStrategy, provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { providePush } from 'ngx-comet';
import { Prices } from './prices';

@Component({
  selector: 'app-root',
  imports: [Prices],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<app-prices />',
})
class App {}

await bootstrapApplication(App, { providers: [provideZonelessChangeDetection(), providePush()] });
