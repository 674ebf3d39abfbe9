import { Component, ChangeDetectionStrategy, NgModule, provideZoneChangeDetection } from '@angular/core';
import { BrowserModule } from '@angular/platform-browser';
import { providePush } from 'ngx-comet';
import { Prices } from './prices';

@Component({
  selector: 'app-root',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<app-prices />',
  standalone: false,
})
export class App {}

@NgModule({
  declarations: [App, Prices],
  imports: [BrowserModule],
  providers: [provideZoneChangeDetection(), providePush()],
  bootstrap: [App],
})
export class AppModule {}
