// The types of the annotations by which the tests tell the reporter about their cells.
export const CELL = 'cell';
export const EXPLAINED = 'explained';
export const MISSING = 'missing';
