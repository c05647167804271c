export * from './available-host';
export * from './host';
export type { IHost } from './host-base';
export * from './host-grants';
export * from './host-lookup';
