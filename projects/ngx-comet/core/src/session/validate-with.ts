export { validateWith } from '../validate-with';
