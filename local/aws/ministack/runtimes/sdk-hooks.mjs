/** The hook for `import` on Node.js 20, where hooks run in a thread of their own and asynchronously. */
import { isNotFound, places, within } from './sdk.cjs';

export async function resolve(specifier, context, next) {
  let failure;
  try {
    return await next(specifier, context);
  } catch (error) {
    failure = error;
  }
  for (const folder of places(specifier, failure)) {
    try {
      return await next(specifier, { ...context, parentURL: within(folder) });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  throw failure;
}
