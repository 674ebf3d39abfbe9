import '@angular/compiler';
import { provideZonelessChangeDetection } from '@angular/core';
import { start } from './page';

void start(provideZonelessChangeDetection());
