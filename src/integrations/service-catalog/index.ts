export * from './connection-product-source';
