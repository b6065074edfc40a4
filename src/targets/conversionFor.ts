/** How a conversion for a target is written: in its style, and without rows that it would refuse. */
import type { ConversionOptions } from '../dataset/convert/conversion.ts';
import type { Target } from './target.ts';

export function conversionFor({ style, checks }: Target): Required<Pick<ConversionOptions, 'style' | 'remarks'>> {
  return {
    style,
    remarks: (format, fields) =>
      checks.flatMap(({ code, severity, row }) =>
        severity === 'information' || row === undefined
          ? []
          : row({ format, fields, isList: false }).map(({ message }) => ({
              code,
              message,
              isRefusal: severity === 'error',
            })),
      ),
  };
}
