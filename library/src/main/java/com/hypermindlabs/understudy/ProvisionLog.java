package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Step;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log of the steps of provisioning. */
final class ProvisionLog implements ProgressListener {
  private static final Logger LOG = LoggerFactory.getLogger(ProvisionLog.class);

  @Override
  public void begun(Step step) {
    LOG.debug("fallback: {}", step);
  }

  @Override
  public void ended(Step step, Duration took) {
    LOG.info("fallback: {} done in {} ms", step, took.toMillis());
  }
}
