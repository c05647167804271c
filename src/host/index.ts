export * from './host';
export * from './host-grants';
