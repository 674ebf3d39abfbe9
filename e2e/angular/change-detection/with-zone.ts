import '@angular/compiler';
import 'zone.js';
import { provideZoneChangeDetection } from '@angular/core';
import { start } from './page';

void start(provideZoneChangeDetection());
