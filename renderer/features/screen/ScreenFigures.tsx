import { rateText } from '../../ui/size/size-text.ts';
import type { ViewerState } from './screen-controller.ts';
import styles from './ScreenToolbar.module.css';

/** Size, pictures and bytes a second, and how long a key takes; small, and gone where room is short. */
export function ScreenFigures({ viewer }: { viewer: ViewerState }) {
  const { size, rate } = viewer;
  if (viewer.phase !== 'painted') return null;
  return (
    <span className={styles['figures']}>
      {size !== undefined && (
        <span>
          {size.width} × {size.height}
        </span>
      )}
      {rate !== undefined && (
        <>
          <span className={styles['rate']}>{Math.round(rate.framesPerSecond)} fps</span>
          <span className={styles['rate']}>{rateText(rate.bytesPerSecond)}</span>
          {rate.latencyMs !== undefined && <span>{Math.round(rate.latencyMs)} ms</span>}
        </>
      )}
    </span>
  );
}
