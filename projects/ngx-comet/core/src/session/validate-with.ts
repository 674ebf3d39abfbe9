export { validateWith } from '../decode/validate-with';
