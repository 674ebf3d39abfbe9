import { bootstrapApplication } from '@angular/platform-browser';
import { Observable } from 'rxjs';
import { App, PRICES } from './app';

const prices = (): Observable<number> => new Observable((subscriber) => subscriber.next(1));

void bootstrapApplication(App, { providers: [{ provide: PRICES, useValue: prices }] });
