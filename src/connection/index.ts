export * from './available-connection';
export * from './connection';
export * from './connection-grants';
export * from './connection-lookup';
export * from './provider-type';
