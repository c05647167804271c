export * from './service-prefix-checks';
