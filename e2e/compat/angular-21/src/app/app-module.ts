import { Component, ChangeDetectionStrategy, NgModule, provideZoneChangeDetection } from '@angular/core';
import { BrowserModule } from '@angular/platform-browser';
import { Dashboard } from './dashboard';

@Component({
  selector: 'app-root',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<app-dashboard />',
  standalone: false,
})
export class App {}

@NgModule({
  declarations: [App, Dashboard],
  imports: [BrowserModule],
  providers: [provideZoneChangeDetection()],
  bootstrap: [App],
})
export class AppModule {}
