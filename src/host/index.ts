export * from './available-host';
export * from './host';
export * from './host-grants';
export * from './host-lookup';
